package dev.locum.architecture.planted.closed.token;

/** Planted violation. */
public class BadOpen {}
