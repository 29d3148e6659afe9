"""What every service of the counter shares: lifecycles, clocks, the outbox, the bus, HTTP conventions."""
