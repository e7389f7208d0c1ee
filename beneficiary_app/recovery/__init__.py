"""She has lost everything: who may help her in again, and after how long."""
