"""What the node reaches beyond itself: networks that may be called, sealed secrets, HTTP, object storage, databases. Pure of frameworks."""
