/** Tests of the test kit itself: what it promises to other tests. */
@NullMarked
package dev.locum.testkit.await;

import org.jspecify.annotations.NullMarked;
