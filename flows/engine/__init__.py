"""The engine: what a flow is, how it is run, checked and drawn. It knows no conversation and no rule."""
