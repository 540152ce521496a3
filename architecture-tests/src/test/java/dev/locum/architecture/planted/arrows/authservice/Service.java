package dev.locum.architecture.planted.arrows.authservice;

/** What others reach for. */
public record Service() {}
