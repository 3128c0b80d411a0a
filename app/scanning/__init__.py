"""What a scanner sends: recognised, routed, never logged."""
