/**
 * Experiments: the same photos under a grid of settings, evaluated on the written files, with
 * tables, confidence intervals, paired tests, plots and the real fakes.
 *
 * <p>Reading order: {@link io.cdmaa.experiment.ExperimentReader} reads an {@link
 * io.cdmaa.experiment.Experiment} from a YAML file; {@link io.cdmaa.experiment.ExperimentInputs}
 * reads the files that it names; {@link io.cdmaa.experiment.ExperimentRun} runs its trials, one per
 * setting and photo, and records each in a {@link io.cdmaa.experiment.TrialStore}; {@link
 * io.cdmaa.experiment.Results} summarises them; {@link io.cdmaa.experiment.Publication} writes the
 * results.
 *
 * <p>May import every package but {@code cli}.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.experiment;
