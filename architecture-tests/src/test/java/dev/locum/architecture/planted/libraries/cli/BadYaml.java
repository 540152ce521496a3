package dev.locum.architecture.planted.libraries.cli;

import org.snakeyaml.engine.v2.api.Load;

/** Planted violation. */
record BadYaml(Load loader) {}
