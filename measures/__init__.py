"""Statistics, pure: arrays or frames in, frames out; knows no database and no Streamlit."""
