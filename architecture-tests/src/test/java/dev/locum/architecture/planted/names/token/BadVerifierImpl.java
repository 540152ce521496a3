package dev.locum.architecture.planted.names.token;

/** Planted violation. */
final class BadVerifierImpl {}
