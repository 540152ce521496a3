package dev.locum.architecture.planted.closed.token;

/** Allowed. */
public record Values() {}
