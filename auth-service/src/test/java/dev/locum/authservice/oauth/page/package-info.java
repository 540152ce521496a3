@NullMarked
package dev.locum.authservice.oauth.page;

import org.jspecify.annotations.NullMarked;
