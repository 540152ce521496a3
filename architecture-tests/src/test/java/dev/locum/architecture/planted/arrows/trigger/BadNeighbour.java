package dev.locum.architecture.planted.arrows.trigger;

import dev.locum.architecture.planted.arrows.authservice.Service;

/** Planted violation. */
record BadNeighbour(Service service) {}
