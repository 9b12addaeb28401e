"""The invented demo press: generator, loopback server, guided tour."""
