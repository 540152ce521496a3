@NullMarked
package dev.locum.authservice.client;

import org.jspecify.annotations.NullMarked;
