"""From a published frame to figures: plain functions on Polars, without HTML, each figure with the rows it rests on."""
