@NullMarked
package dev.locum.testkit.net;

import org.jspecify.annotations.NullMarked;
