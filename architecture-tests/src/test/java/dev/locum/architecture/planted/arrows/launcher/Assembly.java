package dev.locum.architecture.planted.arrows.launcher;

import dev.locum.architecture.planted.arrows.authservice.Service;

/** Allowed. */
record Assembly(Service service) {}
