package dev.locum.architecture.planted.internals.token.internal;

/** What others reach for. */
public record Hidden() {}
