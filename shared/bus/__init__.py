"""The event stream: one interface, a Kafka and a local implementation."""

from shared.bus.base import PARTITIONS, Bus, Consumer, Message, Position, Record, Refused, Resume

__all__ = ["PARTITIONS", "Bus", "Consumer", "Message", "Position", "Record", "Refused", "Resume"]
