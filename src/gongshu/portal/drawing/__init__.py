"""Pictures made on the server: a procedure's states and moves as SVG, laid out in layers."""
