"""What needs Streamlit, and what pages share with it: the frame, the view, the address, sign-in, language, sections."""
