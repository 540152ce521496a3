/**
 * What may be wrong with the database of an auth service, found before it starts or beside it.
 *
 * <p><b>What decides here</b>: {@link dev.locum.authservice.diagnosis.StoreDiagnosis}, which reads
 * the database as it is and changes nothing. <b>When nothing is configured</b>: there is a database
 * in every valid configuration. <b>What the caller is told</b>: whoever may read the configuration,
 * everything but secrets.
 */
@NullMarked
package dev.locum.authservice.diagnosis;

import org.jspecify.annotations.NullMarked;
