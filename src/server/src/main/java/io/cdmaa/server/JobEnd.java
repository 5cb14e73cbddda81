package io.cdmaa.server;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How a job ended; stored with its results.
 *
 * @param outcome protected, weak, ineffective or unchanged; null if it failed
 * @param error why it failed, or null
 * @param finished when, ISO 8601
 * @param seconds how long its protection took
 * @param fakes number of pairs of fakes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobEnd(String outcome, Problem error, String finished, double seconds, int fakes) {}
