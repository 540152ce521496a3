/** Tests of the test kit itself: what it promises to other tests. */
@NullMarked
package dev.locum.testkit.contract;

import org.jspecify.annotations.NullMarked;
