package dev.locum.architecture.planted.cycles.token;

import dev.locum.architecture.planted.cycles.audit.BadTwo;

/** Planted violation. */
public record BadOne(BadTwo other) {}
