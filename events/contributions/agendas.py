"""What agendas add to the pages further left."""
