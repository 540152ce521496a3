@NullMarked
package dev.locum.authservice.federation;

import org.jspecify.annotations.NullMarked;
