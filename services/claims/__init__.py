"""Claims (理赔): mounted with its health and documents; its cases come with an issue of their own."""
