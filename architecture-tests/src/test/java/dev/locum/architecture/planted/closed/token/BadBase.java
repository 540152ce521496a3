package dev.locum.architecture.planted.closed.token;

/** Planted violation. */
public abstract class BadBase {}
