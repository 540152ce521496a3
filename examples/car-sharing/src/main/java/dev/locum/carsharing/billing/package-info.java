/**
 * Tabs, by tenant.
 *
 * <p><b>What decides here</b>: {@link dev.locum.carsharing.billing.TabRows} decides what a tab
 * still takes; VOID is final. <b>When nothing is configured</b>: there is no tab. <b>What the
 * caller is told</b>: not found, also for another tenant's tab.
 */
@NullMarked
package dev.locum.carsharing.billing;

import org.jspecify.annotations.NullMarked;
