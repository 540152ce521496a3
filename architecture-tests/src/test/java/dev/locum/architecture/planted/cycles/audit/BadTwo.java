package dev.locum.architecture.planted.cycles.audit;

import dev.locum.architecture.planted.cycles.token.BadOne;

/** Planted violation. */
public record BadTwo(BadOne other) {}
