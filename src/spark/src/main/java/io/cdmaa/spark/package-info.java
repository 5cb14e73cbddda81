/**
 * Protects photos on a Spark cluster: the driver lists the photos and ships the models, each task
 * protects one photo, and the driver writes the verdicts as a table.
 */
package io.cdmaa.spark;
