"""The project: wires the apps together and owns commands and checks that span them."""
