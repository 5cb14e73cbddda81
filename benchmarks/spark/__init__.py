"""What the Spark job costs beside the command protect."""
