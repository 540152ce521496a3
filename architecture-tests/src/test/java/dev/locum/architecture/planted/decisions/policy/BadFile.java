package dev.locum.architecture.planted.decisions.policy;

import java.nio.file.Path;

/** Planted violation. */
record BadFile(Path path) {}
