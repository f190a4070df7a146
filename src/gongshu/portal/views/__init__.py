"""What answers each address of the portal: reads the request, asks one query, picks a template."""
