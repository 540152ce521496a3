package dev.locum.architecture.planted.nullness.policy;

/** Allowed. */
record Marked() {}
