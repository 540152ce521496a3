package dev.locum.architecture.planted.libraries.audit;

import com.fasterxml.jackson.databind.JsonNode;

/** Allowed. */
record Json(JsonNode node) {}
