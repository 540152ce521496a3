package dev.locum.architecture.planted.names.token;

/** Allowed. */
final class Verifier {}
