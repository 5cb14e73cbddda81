package io.cdmaa.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * How far a search is.
 *
 * @param iteration number of steps so far
 * @param iterations number of planned steps
 * @param losses for each generator the mean L of its fakes
 * @param secondsLeft an estimate for the rest of the search; null until there is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Progress(int iteration, int iterations, Map<String, Double> losses, Long secondsLeft) {}
