/** Aggregation of gradients by ND4J over OpenBLAS: the default arithmetic of the command line. */
package io.cdmaa.nd4j;
