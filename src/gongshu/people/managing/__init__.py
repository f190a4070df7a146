"""The administrators' pages: opening accounts, charging people with duties, registering bodies and giving them roles."""
