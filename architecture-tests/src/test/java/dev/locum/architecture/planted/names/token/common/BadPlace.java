package dev.locum.architecture.planted.names.token.common;

/** Planted violation. */
final class BadPlace {}
