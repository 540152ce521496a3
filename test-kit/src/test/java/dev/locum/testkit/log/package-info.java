/** Tests of the test kit itself: what it promises to other tests. */
@NullMarked
package dev.locum.testkit.log;

import org.jspecify.annotations.NullMarked;
