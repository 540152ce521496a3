package dev.locum.architecture.planted.internals.policy;

import dev.locum.architecture.planted.internals.token.internal.Hidden;

/** Planted violation. */
record BadPeek(Hidden hidden) {}
