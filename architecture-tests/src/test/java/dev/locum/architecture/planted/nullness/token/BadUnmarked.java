package dev.locum.architecture.planted.nullness.token;

/** Planted violation: there is no package-info here. */
record BadUnmarked() {}
