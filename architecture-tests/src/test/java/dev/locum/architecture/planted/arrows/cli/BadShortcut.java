package dev.locum.architecture.planted.arrows.cli;

import dev.locum.architecture.planted.arrows.authservice.Service;

/** Planted violation. */
record BadShortcut(Service service) {}
