package dev.locum.architecture.planted.cycles.policy;

import dev.locum.architecture.planted.cycles.token.BadOne;

/** Allowed. */
record OneWay(BadOne other) {}
