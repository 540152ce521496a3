package dev.locum.architecture.planted.arrows.token;

/** What others reach for. */
public record Token() {}
