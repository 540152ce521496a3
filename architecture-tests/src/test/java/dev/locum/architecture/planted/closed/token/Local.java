package dev.locum.architecture.planted.closed.token;

/** Allowed. */
class Local {}
