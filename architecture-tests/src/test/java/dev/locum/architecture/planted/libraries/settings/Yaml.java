package dev.locum.architecture.planted.libraries.settings;

import org.snakeyaml.engine.v2.api.Load;

/** Allowed. */
record Yaml(Load loader) {}
