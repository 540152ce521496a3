package dev.locum.architecture.planted.closed.token;

/** Allowed. */
public final class Final {}
